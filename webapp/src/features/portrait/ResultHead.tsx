import type { ReactNode } from "react";

import type { Portrait } from "@/api/shapes";
import { Head, Heading } from "@/components/Screen";
import { useTexts } from "@/texts/use";
import { moodInWords } from "@/texts/words";

/** The title of the three works, and beside it the way to say that it is wrong. */
export function ResultHead({ portrait, children }: { portrait: Portrait; children: ReactNode }) {
  const texts = useTexts();
  return (
    <Head>
      <Heading>
        {portrait.mood ? moodInWords(portrait.mood, texts) : texts.portrait.doneTitle}
      </Heading>
      <div>{children}</div>
    </Head>
  );
}
