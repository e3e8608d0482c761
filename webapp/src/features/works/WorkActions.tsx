import { downloadAddress, useFavourite } from "@/api/works";
import type { Work } from "@/api/shapes";
import { Button, ButtonLink } from "@/components/Button";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { workInWords } from "@/texts/words";

import style from "./WorkActions.module.css";

type Props = { work: Work; vary: () => void };

/** What can be done with a work. */
export function WorkActions({ work, vary }: Props) {
  const texts = useTexts();
  const title = workInWords(work, texts);
  return (
    <div className={style.actions}>
      <FavouriteButton work={work} />
      <ButtonLink
        kind="quiet"
        icon="download"
        href={downloadAddress(work)}
        download={`vaha-${work.top}-${work.seed}.png`}
        aria-label={texts.works.downloadLabel(title)}
      >
        {texts.works.download}
      </ButtonLink>
      <Button kind="quiet" icon="vary" aria-label={texts.works.varyLabel(title)} onClick={vary}>
        {texts.works.vary}
      </Button>
      <ButtonLink
        kind="quiet"
        icon="morph"
        href={addresses.morph(work.id)}
        aria-label={texts.works.morphLabel(title)}
      >
        {texts.works.morph}
      </ButtonLink>
    </div>
  );
}

export function FavouriteButton({ work }: { work: Work }) {
  const texts = useTexts();
  const { works } = texts;
  const title = workInWords(work, texts);
  const favourite = useFavourite();
  return (
    <Button
      kind="quiet"
      icon="heart"
      filled={work.favourite}
      className={work.favourite ? style.kept : undefined}
      aria-pressed={work.favourite}
      aria-label={work.favourite ? works.favourited(title) : works.favourite(title)}
      disabled={favourite.isPending}
      onClick={() => favourite.mutate({ id: work.id, favourite: !work.favourite })}
    >
      {works.favouriteShort}
    </Button>
  );
}
