import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";

import { isApiError } from "@/api/error";
import { Button } from "./Button";
import { Waiting } from "./Waiting";
import type { Mood } from "@/mood/emotions";
import { useTexts } from "@/texts/use";
import { errorInWords } from "@/texts/words";

import { Circumplex } from "./Circumplex";
import style from "./Why.module.css";

type Props = {
  /** Fetches what is shown; it is asked for when the button is pressed, and kept by nobody. */
  ask: (signal: AbortSignal) => Promise<Blob>;
  alt: string;
  mood: Mood;
};

/** A button that shows what a mood was seen in, and where it stands among moods. */
export function Why({ ask, alt, mood }: Props) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <div className={style.why}>
      <Button kind="underlined" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? texts.why.close : texts.why.open}
      </Button>
      {open && (
        <>
          <Picture ask={ask} alt={alt} />
          <Circumplex mood={mood} />
        </>
      )}
    </div>
  );
}

function Picture({ ask, alt }: Omit<Props, "mood">) {
  const texts = useTexts();
  const key = useId();
  const { data, error } = useQuery({
    queryKey: ["why", key, alt],
    queryFn: async ({ signal }) => URL.createObjectURL(await ask(signal)),
    gcTime: 0,
    staleTime: Infinity,
  });

  if (isApiError(error)) return <p role="alert">{errorInWords(error, texts)}</p>;
  if (!data) return <Waiting text={texts.why.looking} />;
  return (
    <figure className={style.picture}>
      <img src={data} alt={alt} onLoad={() => URL.revokeObjectURL(data)} />
      <figcaption className="quiet small">{texts.why.legend}</figcaption>
    </figure>
  );
}
