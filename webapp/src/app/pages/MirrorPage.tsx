import { useCallback, useState } from "react";

import { Button, ButtonLink } from "@/components/Button";
import type { FaceChoice } from "@/mood/choice";
import { Notice } from "@/components/Notice";
import { Heading, Screen } from "@/components/Screen";
import { Mirror } from "@/features/camera/Mirror";
import { HowPainted } from "@/features/portrait/HowPainted";
import { RecipeView } from "@/features/recipe/RecipeView";
import { PhotoPicker } from "@/features/upload/PhotoPicker";
import { StillView } from "@/features/upload/StillView";
import { useOffered } from "@/lib/offered";
import { NotAPicture, readStill, type Still } from "@/lib/photo";
import { readRecipe, type Recipe } from "@/lib/recipe";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";

import { useCommissions } from "../commissions";
import { RunningPortrait } from "./RunningPortrait";

/** The mirror, or a photo instead of it. */
export function MirrorPage() {
  const texts = useTexts();
  const { commission, busy, wishes, wish } = useCommissions();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [fault, setFault] = useState("");

  const take = useCallback(
    (photo: Blob, face: FaceChoice) => commission({ photo, options: { face } }),
    [commission],
  );
  const { notPicture } = texts.upload;
  const pick = useCallback(
    (file: File) => {
      setFault("");
      open(file).then(setOpened, (error: unknown) =>
        setFault(error instanceof NotAPicture ? notPicture : String(error)),
      );
    },
    [notPicture],
  );
  useOffered(pick);
  const ways = (
    <>
      <HowPainted wishes={wishes} wish={wish} />
      <PhotoPicker pick={pick} />
      {opened && (
        <Button kind="underlined" onClick={() => setOpened(null)}>
          {texts.upload.back}
        </Button>
      )}
      <ButtonLink kind="underlined" href={addresses.mix}>
        {texts.portrait.mixInstead}
      </ButtonLink>
    </>
  );
  const title = !opened
    ? texts.camera.title
    : "recipe" in opened
      ? texts.recipe.title
      : texts.upload.title;

  return (
    <Screen title={title}>
      <RunningPortrait />
      <Heading className="unseen">{title}</Heading>
      {fault && <Notice title={fault} role="alert" />}
      {!opened ? (
        <Mirror take={take} paused={busy} beside={ways} />
      ) : "recipe" in opened ? (
        <RecipeView {...opened} paint={(mood) => commission({ photo: null, options: { mood } })}>
          {ways}
        </RecipeView>
      ) : (
        <StillView key={opened.blob.size} still={opened} paint={(face) => take(opened.blob, face)}>
          {ways}
        </StillView>
      )}
    </Screen>
  );
}

/** A file looked into: a work of ours with its recipe, or a photo. */
type Opened = Still | { file: File; recipe: Recipe };

async function open(file: File): Promise<Opened> {
  const recipe = await readRecipe(file);
  return recipe ? { file, recipe } : readStill(file);
}
