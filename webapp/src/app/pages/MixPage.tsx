import { Heading, Screen } from "@/components/Screen";
import { Mixer } from "@/features/mixer/Mixer";
import { useTexts } from "@/texts/use";

import { useCommissions } from "../commissions";

/** A mood without any face. */
export function MixPage() {
  const { mixer } = useTexts();
  const { commission } = useCommissions();
  return (
    <Screen title={mixer.title}>
      <Heading>{mixer.title}</Heading>
      <p className="quiet">{mixer.lead}</p>
      <Mixer
        start={null}
        action={mixer.paint}
        paint={(mood) => commission({ photo: null, options: { mood } })}
      />
    </Screen>
  );
}
