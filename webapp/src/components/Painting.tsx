import type { Work } from "@/api/shapes";
import { useTexts } from "@/texts/use";
import { moodInWords, mostFelt } from "@/texts/words";

import style from "./Painting.module.css";

/** The width of thumbnails, in pixels. */
const THUMBNAIL = 192;

type Props = { work: Work; small?: boolean; className?: string | undefined };

/** A work as it hangs on the wall. */
export function Painting({ work, small = false, className }: Props) {
  const texts = useTexts();
  const alt = texts.works.alt(moodInWords(work.mood, texts), texts.art[mostFelt(work.scores)]);
  return (
    <img
      className={`${style.painting} ${className ?? ""}`}
      src={small ? work.thumbnail : work.url}
      srcSet={small ? `${work.thumbnail} ${THUMBNAIL}w, ${work.url} ${work.width}w` : undefined}
      sizes={small ? "(min-width: 60rem) 15vw, 30vw" : undefined}
      width={work.width}
      height={work.height}
      alt={alt}
      decoding="async"
      loading={small ? "lazy" : "eager"}
    />
  );
}
