import type { ReactNode } from "react";

import { browserOf, type Trouble } from "@/lib/camera/troubles";
import { useTexts } from "@/texts/use";

import { Button } from "./Button";
import { Notice } from "./Notice";

type Props = { trouble: Trouble; retry: () => void; children: ReactNode };

/** Why the mirror stays dark, which setting of this browser helps, and what works without a camera. */
export function CameraTrouble({ trouble, retry, children }: Props) {
  const { camera } = useTexts();
  const { title, text } = camera.troubles[trouble];
  const setting = camera.settings[browserOf(navigator.userAgent, navigator.maxTouchPoints)];
  return (
    <Notice
      role="alert"
      title={title}
      text={
        <>
          {text} {trouble === "refused" && <strong>{setting}</strong>}
        </>
      }
    >
      {trouble !== "insecure" && <Button onClick={retry}>{camera.tryAgain}</Button>}
      {children}
    </Notice>
  );
}
