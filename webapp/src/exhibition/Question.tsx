import { useState } from "react";

import { Button } from "@/components/Button";

import { answerQuestion } from "./api";
import type { Words } from "./texts";
import style from "./Works.module.css";

const VALUES = { carries: [1, 2, 3, 4, 5], keeps: [1, 2, 3] };

/** Two taps, which may be left out: whether the works carry the mood, and which would be kept. */
export function Question({ words, portrait }: { words: Words; portrait: string }) {
  const [asked, setAsked] = useState<"carries" | "keeps" | null>("carries");
  if (!asked) return <p role="status">{words.thanks}</p>;
  const answer = (value: number) => {
    // Where it cannot be counted the visitor has still been heard.
    void answerQuestion(portrait, asked, value).catch(() => undefined);
    setAsked(asked === "carries" ? "keeps" : null);
  };
  return (
    <div className={style.question} role="group" aria-labelledby="moved">
      <p id="moved">{words[asked]}</p>
      {VALUES[asked].map((value) => (
        <Button
          key={`${asked} ${value}`}
          aria-label={asked === "carries" ? words.carriesScale(value) : String(value)}
          onClick={() => answer(value)}
        >
          {value}
        </Button>
      ))}
    </div>
  );
}
