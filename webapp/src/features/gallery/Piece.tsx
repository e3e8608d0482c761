import { useFavourite } from "@/api/works";
import type { Work } from "@/api/shapes";
import { Button } from "@/components/Button";
import { Painting } from "@/components/Painting";
import { Link } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { workInWords } from "@/texts/words";

import style from "./Gallery.module.css";

/** A work on the gallery's wall. */
export function Piece({ work }: { work: Work }) {
  const texts = useTexts();
  const favourite = useFavourite();
  const title = workInWords(work, texts);
  return (
    <>
      <Link className={style.open} href={addresses.work(work.id)} aria-label={title}>
        <Painting work={work} small />
      </Link>
      <div className={style.foot}>
        <span>{work.rank !== null && texts.works.number(work.rank)}</span>
        <Button
          kind="quiet"
          icon="heart"
          filled={work.favourite}
          aria-pressed={work.favourite}
          aria-label={work.favourite ? texts.works.favourited(title) : texts.works.favourite(title)}
          onClick={() => favourite.mutate({ id: work.id, favourite: !work.favourite })}
        />
      </div>
    </>
  );
}

type CompareProps = { work: Work; chosen: boolean; full: boolean; toggle: () => void };

/** A work that can be chosen for comparison. */
export function PieceToCompare({ work, chosen, full, toggle }: CompareProps) {
  const texts = useTexts();
  const title = workInWords(work, texts);
  return (
    <button
      type="button"
      className={style.pick}
      aria-pressed={chosen}
      aria-label={texts.gallery.selected(title)}
      disabled={full && !chosen}
      onClick={toggle}
    >
      <Painting work={work} small />
    </button>
  );
}
