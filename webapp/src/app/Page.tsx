import { useState } from "react";

import { ButtonLink } from "@/components/Button";
import { Heading, Screen } from "@/components/Screen";
import { Comparison } from "@/features/compare/Comparison";
import { Entrance } from "@/features/consent/Entrance";
import { ForgetMe } from "@/features/forget/ForgetMe";
import { Gallery } from "@/features/gallery/Gallery";
import { navigate } from "@/lib/router";
import { addresses, type Route } from "@/lib/routes";
import { forgetAll, recall, remember } from "@/lib/remember";
import { useTexts } from "@/texts/use";

import { LivePage } from "./pages/LivePage";
import { MirrorPage } from "./pages/MirrorPage";
import { MixPage } from "./pages/MixPage";
import { MorphPage } from "./pages/MorphPage";
import { PortraitPage } from "./pages/PortraitPage";
import { RunningPortrait } from "./pages/RunningPortrait";
import { WorkPage } from "./pages/WorkPage";

/** The screen of an address. */
export function Page({ route }: { route: Route }) {
  const texts = useTexts();
  const [agreed, setAgreed] = useState(() => recall("consent") !== null);

  const agree = () => {
    remember("consent", new Date().toISOString());
    setAgreed(true);
    if (route.name === "entrance") navigate(addresses.mirror);
  };
  const seesFaces = route.name === "mirror" || route.name === "live";
  if (route.name === "entrance" || (seesFaces && !agreed))
    return (
      <Screen title={texts.welcome.title}>
        <RunningPortrait />
        <Entrance agreed={agreed} agree={agree} />
      </Screen>
    );

  switch (route.name) {
    case "mirror":
      return <MirrorPage />;
    case "live":
      return <LivePage />;
    case "mix":
      return <MixPage />;
    case "portrait":
      return <PortraitPage id={route.id} />;
    case "work":
      return <WorkPage id={route.id} />;
    case "morph":
      return <MorphPage id={route.id} />;
    case "gallery":
      return (
        <Screen title={texts.gallery.title}>
          <RunningPortrait />
          <Gallery />
        </Screen>
      );
    case "compare":
      return (
        <Screen title={texts.compare.title}>
          <Comparison ids={route.ids} />
        </Screen>
      );
    case "forget":
      return (
        <Screen title={texts.forget.title}>
          <ForgetMe forgotten={forgetAll} />
        </Screen>
      );
    case "unknown":
      return (
        <Screen title={texts.errors.notFound}>
          <Heading>{texts.errors.notFound}</Heading>
          <ButtonLink kind="underlined" href={addresses.entrance}>
            {texts.errors.home}
          </ButtonLink>
        </Screen>
      );
  }
}
