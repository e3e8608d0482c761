import { useQueries } from "@tanstack/react-query";
import type { CSSProperties } from "react";

import type { Work } from "@/api/shapes";
import { workQuery } from "@/api/works";
import { CriticBars } from "@/components/Bars";
import { Button, ButtonLink } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Painting } from "@/components/Painting";
import { Head, Heading } from "@/components/Screen";
import { Link, navigate } from "@/lib/router";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { liftInWords, moodInWords } from "@/texts/words";

import style from "./Comparison.module.css";

/** Two or three works next to each other, as large as there is room. */
export function Comparison({ ids }: { ids: string[] }) {
  const texts = useTexts();
  const answers = useQueries({ queries: ids.map((id) => workQuery(id)) });
  const works = answers.map(({ data }) => data).filter((work) => work !== undefined);
  const columns = { "--columns": Math.max(2, works.length) } as CSSProperties;

  const without = (id: string) =>
    navigate(addresses.compare(ids.filter((one) => one !== id)), { replace: true });

  return (
    <>
      <Head>
        <Heading>{texts.compare.title}</Heading>
        <ButtonLink kind="underlined" href={addresses.gallery}>
          {texts.compare.toGallery}
        </ButtonLink>
      </Head>
      {ids.length < 2 && <Notice title={texts.compare.too_few} />}
      <div className={style.row} style={columns}>
        {works.map((work) => (
          <Column key={work.id} work={work} remove={() => without(work.id)} />
        ))}
      </div>
    </>
  );
}

function Column({ work, remove }: { work: Work; remove: () => void }) {
  const texts = useTexts();
  const title = moodInWords(work.mood, texts);
  return (
    <figure className={style.column} data-testid="compared">
      <Link href={addresses.work(work.id)} aria-label={texts.works.open(title)}>
        <Painting work={work} />
      </Link>
      <figcaption className={style.bars}>
        <p className={style.name}>{title}</p>
        {work.lift !== null && <p className="quiet small">{liftInWords(work.lift, texts)}</p>}
        <h3>{texts.works.criticSays}</h3>
        <CriticBars scores={work.scores} />
        <div>
          <Button
            kind="quiet"
            icon="close"
            aria-label={texts.compare.remove(title)}
            onClick={remove}
          >
            {texts.compare.removeShort}
          </Button>
        </div>
      </figcaption>
    </figure>
  );
}
