import { useCallback, useState } from "react";

import { Button, ButtonLink } from "@/components/Button";
import type { FaceChoice } from "@/components/FaceFrames";
import { Notice } from "@/components/Notice";
import { Heading, Screen } from "@/components/Screen";
import { Mirror } from "@/features/camera/Mirror";
import { DropAnywhere } from "@/features/upload/DropAnywhere";
import { PhotoPicker } from "@/features/upload/PhotoPicker";
import { StillView } from "@/features/upload/StillView";
import { NotAPicture, readStill, type Still } from "@/lib/picture";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";

import { useCommissions } from "../commissions";
import { RunningPortrait } from "./RunningPortrait";

/** The mirror, or a photo instead of it. */
export function MirrorPage() {
  const texts = useTexts();
  const { commission, busy } = useCommissions();
  const [still, setStill] = useState<Still | null>(null);
  const [fault, setFault] = useState("");

  const take = useCallback(
    (photo: Blob, face: FaceChoice) => commission({ photo, options: { face } }),
    [commission],
  );
  const { notPicture } = texts.upload;
  const pick = useCallback(
    (file: File) => {
      setFault("");
      readStill(file).then(setStill, (error: unknown) =>
        setFault(error instanceof NotAPicture ? notPicture : String(error)),
      );
    },
    [notPicture],
  );

  return (
    <Screen title={still ? texts.upload.title : texts.camera.title}>
      <RunningPortrait />
      <Heading className="unseen">{still ? texts.upload.title : texts.camera.title}</Heading>
      {fault && <Notice title={fault} role="alert" />}
      {still ? (
        <StillView key={still.blob.size} still={still} paint={(face) => take(still.blob, face)}>
          <PhotoPicker pick={pick} />
          <Button kind="underlined" onClick={() => setStill(null)}>
            {texts.upload.back}
          </Button>
          <ButtonLink kind="underlined" href={addresses.mix}>
            {texts.portrait.mixInstead}
          </ButtonLink>
        </StillView>
      ) : (
        <Mirror
          take={take}
          paused={busy}
          beside={
            <>
              <PhotoPicker pick={pick} />
              <ButtonLink kind="underlined" href={addresses.mix}>
                {texts.portrait.mixInstead}
              </ButtonLink>
            </>
          }
        />
      )}
      <DropAnywhere pick={pick} />
    </Screen>
  );
}
