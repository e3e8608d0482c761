import { useMutation, useQueryClient } from "@tanstack/react-query";

import { isApiError } from "@/api/error";
import type { Work } from "@/api/shapes";
import { tellOtherTabs } from "@/api/tabs";
import { Button, ButtonLink } from "./Button";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { errorInWords } from "@/texts/words";

import style from "./KeepMoment.module.css";

type Props = { keep: () => Promise<Work>; possible: boolean };

/** Keeps what is shown as a work in the gallery, with a film of ten seconds, and says where. */
export function KeepMoment({ keep, possible }: Props) {
  const texts = useTexts();
  const client = useQueryClient();
  const kept = useMutation({
    mutationFn: keep,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["works", "list"] });
      tellOtherTabs();
    },
  });
  return (
    <div className={style.keep}>
      <Button disabled={!possible || kept.isPending} onClick={() => kept.mutate()}>
        {texts.moments.keep}
      </Button>
      <p role="status" className="quiet">
        {kept.isPending && texts.moments.keeping}
        {kept.isSuccess && texts.moments.kept}
        {isApiError(kept.error) && errorInWords(kept.error, texts)}
      </p>
      {kept.data && (
        <ButtonLink kind="underlined" href={addresses.work(kept.data.id)}>
          {texts.moments.look}
        </ButtonLink>
      )}
    </div>
  );
}
