import type { Portrait, Stage } from "@/api/shapes";
import type { Texts } from "@/texts/en";

const STAGES: Stage[] = ["faces", "mood", "paint", "choose", "enlarge", "brush"];

export type Step = {
  stage: Stage;
  state: "past" | "now" | "to come";
  words: string;
  count: string;
};

/** How far a portrait is: what is over, what is going on, and what is to come. */
export function stepsOf(portrait: Portrait, { portrait: texts }: Texts): Step[] {
  const current = portrait.stage ? STAGES.indexOf(portrait.stage) : -1;
  return STAGES.map((stage, index) => {
    const state = index < current ? "past" : index === current ? "now" : "to come";
    const words = state === "past" ? finished(stage, portrait, texts) : texts.stages[stage];
    return { stage, state, words, count: state === "now" ? count(stage, portrait, texts) : "" };
  });
}

function finished(stage: Stage, portrait: Portrait, texts: Texts["portrait"]): string {
  const { finished: words } = texts;
  if (stage === "faces") return words.faces(portrait.faces.length);
  if (stage === "paint") return words.paint(portrait.painted);
  if (stage === "mood") return portrait.asked ? words.moodAsked : words.mood;
  return words[stage];
}

function count(stage: Stage, portrait: Portrait, texts: Texts["portrait"]): string {
  if (stage === "paint") return texts.painting(portrait.painted, portrait.candidates_wanted);
  const chosen = portrait.candidates.filter((candidate) => candidate.chosen).length;
  return stage === "brush" && chosen > 0 ? texts.painting(portrait.works.length, chosen) : "";
}
