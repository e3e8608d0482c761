import { useQuery } from "@tanstack/react-query";

import { workQuery } from "@/api/works";
import { Screen } from "@/components/Screen";
import { Morph } from "@/features/morph/Morph";
import { useTexts } from "@/texts/use";

import { useCommissions } from "../commissions";
import { Trouble } from "./Trouble";

/** From the mood of a work to another. */
export function MorphPage({ id }: { id: string }) {
  const texts = useTexts();
  const { commission } = useCommissions();
  const work = useQuery(workQuery(id));
  return (
    <Screen key={work.data ? "there" : "coming"} title={texts.morph.title}>
      {work.data ? (
        <Morph work={work.data} paint={(mood) => commission({ photo: null, options: { mood } })} />
      ) : (
        <Trouble
          error={work.error}
          waiting={texts.gallery.loading}
          gone={{ title: texts.works.gone, text: texts.works.goneText }}
        />
      )}
    </Screen>
  );
}
