import { Button } from "@/components/Button";
import { useTexts } from "@/texts/use";

import type { Reveal } from "./reveal";

/** Ends the painting that is being watched, or begins it again; nothing where nothing may move. */
export function RevealButton({ reveal }: { reveal: Reveal }) {
  const { works } = useTexts();
  if (!reveal.possible) return null;
  return (
    <div data-testid="reveal">
      <Button
        kind="quiet"
        icon={reveal.playing ? "check" : "play"}
        onClick={reveal.playing ? reveal.skip : reveal.replay}
      >
        {reveal.playing ? works.finished(reveal.count) : works.watch(reveal.count)}
      </Button>
      {reveal.playing && <span className="unseen">{works.beingPainted}</span>}
    </div>
  );
}
