import { useEffect, useState, type ReactNode } from "react";

import { MoodBars } from "@/components/Bars";
import { Beside } from "@/components/Beside";
import { Button } from "@/components/Button";
import type { Recipe } from "@/lib/recipe";
import type { Mood } from "@/mood/emotions";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

import style from "./RecipeView.module.css";

type Props = {
  file: File;
  recipe: Recipe;
  paint: (mood: Mood) => void;
  /** The ways on from here. */
  children: ReactNode;
};

/** A work that was downloaded once, opened again: what it was painted for, and more of its kind. */
export function RecipeView({ file, recipe, paint, children }: Props) {
  const texts = useTexts();
  const picture = useAddressOf(file);
  return (
    <Beside
      seen={picture && <img className={style.picture} src={picture} alt={texts.recipe.preview} />}
    >
      <header>
        <p className={style.mood}>{moodInWords(recipe.mood, texts)}</p>
        <p className="quiet">{texts.recipe.lead}</p>
      </header>
      <MoodBars mood={recipe.mood} label={texts.works.moodAsked} />
      <p className="quiet small">{texts.recipe.seed(recipe.seed)}</p>
      <Button kind="primary" onClick={() => paint(recipe.mood)}>
        {texts.recipe.paint}
      </Button>
      <div className={style.ways}>{children}</div>
    </Beside>
  );
}

function useAddressOf(file: File): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- it must be given back here too
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}
