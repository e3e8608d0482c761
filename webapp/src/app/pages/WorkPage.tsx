import { useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";

import type { WorksPage } from "@/api/shapes";
import { workQuery, worksQuery } from "@/api/works";
import { Screen } from "@/components/Screen";
import { asHung } from "@/features/gallery/groups";
import { WorkView } from "@/features/works/WorkView";
import { navigate } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import { useCommissions } from "../commissions";
import { Trouble } from "./Trouble";

/** One work of the gallery. */
export function WorkPage({ id }: { id: string }) {
  const texts = useTexts();
  const client = useQueryClient();
  const { commission } = useCommissions();
  const work = useQuery(workQuery(id));
  const hung = client.getQueryData<InfiniteData<WorksPage>>(worksQuery(false).queryKey);
  const neighbours = asHung(hung?.pages.flatMap((page) => page.works) ?? []);

  if (!work.data)
    return (
      <Screen title={texts.gallery.title}>
        <Trouble
          error={work.error}
          waiting={texts.gallery.loading}
          gone={{ title: texts.works.gone, text: texts.works.goneText }}
        />
      </Screen>
    );
  const among = neighbours.some((one) => one.id === id) ? neighbours : [work.data];
  return (
    <Screen title={moodInWords(work.data.mood, texts)}>
      <WorkView
        work={work.data}
        among={among}
        vary={() => commission({ photo: null, options: { vary: id } })}
        gone={() => navigate(addresses.gallery, { replace: true })}
      />
    </Screen>
  );
}
