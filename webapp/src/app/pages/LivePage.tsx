import { useQuery } from "@tanstack/react-query";

import { LIVE_MIRROR } from "@/api/mirror";
import { Screen } from "@/components/Screen";
import { useTexts } from "@/texts/use";

import { Trouble } from "./Trouble";

/** The painting that moves with the visitor's face. */
export function LivePage() {
  const texts = useTexts();
  const live = useQuery(LIVE_MIRROR);
  return (
    <Screen title={texts.live.title}>
      <Trouble
        error={live.error}
        waiting={texts.camera.starting}
        gone={{ title: texts.errors.notFound, text: "" }}
      />
    </Screen>
  );
}
