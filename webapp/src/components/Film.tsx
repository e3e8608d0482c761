import { filmsOf } from "@/api/moments";
import type { Work } from "@/api/shapes";
import { ButtonLink } from "./Button";
import { useTexts } from "@/texts/use";

import style from "./KeepMoment.module.css";

/** The film of a moment, and its files; nothing for a work that is none. */
export function Film({ work }: { work: Work }) {
  const { moments } = useTexts();
  if (work.film === null) return null;
  return (
    <section className={style.film}>
      <h2>{moments.film}</h2>
      <video
        src={work.film}
        controls
        loop
        muted
        playsInline
        preload="none"
        poster={work.url}
        aria-label={moments.film}
      />
      <div>
        {filmsOf(work).map(({ name, kind, address }) => (
          <ButtonLink key={kind} kind="quiet" icon="download" href={address} download={name}>
            {moments.download(kind)}
          </ButtonLink>
        ))}
      </div>
    </section>
  );
}
