import { Heading, Screen } from "@/components/Screen";
import { HowPainted } from "@/features/portrait/HowPainted";
import { Mixer } from "@/features/mixer/Mixer";
import { moodOf } from "@/mood/weights";
import { useTexts } from "@/texts/use";

import { useCommissions } from "../commissions";

/** Something to move away from: no slider at all would be a white wall. */
const A_BEGINNING = moodOf({ surprised: 0.6, happy: 0.4 });

/** A mood without any face. */
export function MixPage() {
  const { mixer } = useTexts();
  const { commission, wishes, wish } = useCommissions();
  return (
    <Screen title={mixer.title}>
      <Mixer
        start={A_BEGINNING}
        heading={
          <header>
            <Heading>{mixer.title}</Heading>
            <p className="quiet">{mixer.lead}</p>
          </header>
        }
        action={mixer.paint}
        paint={(mood) => commission({ photo: null, options: { mood } })}
        how={<HowPainted wishes={wishes} wish={wish} />}
      />
    </Screen>
  );
}
