import { useQuery } from "@tanstack/react-query";

import { LIVE_MIRROR } from "@/api/mirror";
import { ButtonLink } from "@/components/Button";
import { Heading, Screen } from "@/components/Screen";
import { LiveMirror } from "@/features/live/LiveMirror";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";

import { Trouble } from "./Trouble";

/** The painting that moves with the visitor's face, where the server has one. */
export function LivePage() {
  const texts = useTexts();
  const live = useQuery(LIVE_MIRROR);
  if (live.data === undefined)
    return (
      <Screen title={texts.live.title}>
        <Trouble
          error={live.error}
          waiting={texts.camera.starting}
          gone={{ title: texts.errors.notFound, text: "" }}
        />
      </Screen>
    );
  return live.data ? (
    <Screen title={texts.live.title}>
      <LiveMirror
        beside={
          <>
            <ButtonLink href={addresses.mirror}>{texts.live.fromPhoto}</ButtonLink>
            <ButtonLink kind="underlined" href={addresses.mix}>
              {texts.portrait.mixInstead}
            </ButtonLink>
          </>
        }
      />
    </Screen>
  ) : (
    <Screen title={texts.errors.notFound}>
      <Heading>{texts.errors.notFound}</Heading>
      <ButtonLink kind="underlined" href={addresses.mirror}>
        {texts.nav.portrait}
      </ButtonLink>
    </Screen>
  );
}
