import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Work } from "@/api/shapes";
import { worksQuery } from "@/api/works";
import { Button, ButtonLink } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Heading } from "@/components/Screen";
import { Waiting } from "@/components/Waiting";
import { navigate } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import style from "./Gallery.module.css";
import { groupsOf } from "./groups";
import { Piece, PieceToCompare } from "./Piece";

const MOST_COMPARED = 3;

/** All works of this visitor, portrait by portrait, the newest first. */
export function Gallery() {
  const { gallery } = useTexts();
  const [favourites, setFavourites] = useState(false);
  const [compared, setCompared] = useState<string[] | null>(null);
  const works = useInfiniteQuery(worksQuery(favourites));
  const pages = works.data?.pages ?? [];
  const all = pages.flatMap((page) => page.works);
  const unreadable = pages.reduce((sum, page) => sum + page.unreadable, 0);

  return (
    <>
      <header className={style.head}>
        <Heading>{gallery.title}</Heading>
        <div className={style.filter} role="group" aria-label={gallery.filter}>
          <Choice chosen={!favourites} choose={() => setFavourites(false)}>
            {gallery.all}
          </Choice>
          <Choice chosen={favourites} choose={() => setFavourites(true)}>
            {gallery.favourites}
          </Choice>
          {all.length > 1 && (
            <Choice
              chosen={compared !== null}
              choose={() => setCompared(compared === null ? [] : null)}
            >
              {gallery.compare}
            </Choice>
          )}
        </div>
      </header>
      {works.isPending && <Waiting text={gallery.loading} />}
      {works.isSuccess && all.length === 0 && !unreadable && <Empty favourites={favourites} />}
      <Wall works={all} compared={compared} setCompared={setCompared} />
      {unreadable > 0 && (
        <p className="quiet" role="status">
          {gallery.unreadable(unreadable)}
        </p>
      )}
      {works.hasNextPage && (
        <div className={style.more}>
          <Button onClick={() => void works.fetchNextPage()} disabled={works.isFetchingNextPage}>
            {gallery.more}
          </Button>
        </div>
      )}
      {compared && <Comparing compared={compared} stop={() => setCompared(null)} />}
    </>
  );
}

type WallProps = {
  works: Work[];
  compared: string[] | null;
  setCompared: (ids: string[]) => void;
};

function Wall({ works, compared, setCompared }: WallProps) {
  const texts = useTexts();
  const day = new Intl.DateTimeFormat(texts.locale, { dateStyle: "medium", timeStyle: "short" });
  const toggle = (id: string, ids: string[]) =>
    setCompared(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  return (
    <div className={style.wall}>
      {groupsOf(works).map(({ key, works: [first, ...others] }) => (
        <section key={key} className={style.group} data-testid="group">
          <header className={style.title}>
            <h2>{moodInWords(first.mood, texts)}</h2>
            <time dateTime={first.created}>{day.format(new Date(first.created))}</time>
          </header>
          <ul className={style.pieces}>
            {[first, ...others].map((work) => (
              <li key={work.id} className={style.piece} data-testid="piece">
                {compared ? (
                  <PieceToCompare
                    work={work}
                    chosen={compared.includes(work.id)}
                    full={compared.length >= MOST_COMPARED}
                    toggle={() => toggle(work.id, compared)}
                  />
                ) : (
                  <Piece work={work} />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Comparing({ compared, stop }: { compared: string[]; stop: () => void }) {
  const { gallery } = useTexts();
  return (
    <div className={style.comparing}>
      <Button
        kind="primary"
        disabled={compared.length < 2}
        onClick={() => navigate(addresses.compare(compared))}
      >
        {gallery.compareNow(compared.length)}
      </Button>
      <Button kind="underlined" onClick={stop}>
        {gallery.compareStop}
      </Button>
      <span className="quiet small">{gallery.compareHint}</span>
    </div>
  );
}

function Empty({ favourites }: { favourites: boolean }) {
  const { gallery } = useTexts();
  return (
    <Notice
      title={favourites ? gallery.emptyFavourites : gallery.empty}
      text={favourites ? gallery.emptyFavouritesText : gallery.emptyText}
    >
      <ButtonLink href={addresses.mirror}>{gallery.begin}</ButtonLink>
    </Notice>
  );
}

type ChoiceProps = { chosen: boolean; choose: () => void; children: string };

function Choice({ chosen, choose, children }: ChoiceProps) {
  return (
    <button type="button" className={style.choice} aria-pressed={chosen} onClick={choose}>
      {children}
    </button>
  );
}
