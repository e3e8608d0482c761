import { useRef } from "react";

import { Button } from "@/components/Button";
import { useTexts } from "@/texts/use";

import style from "./PhotoPicker.module.css";

const onPhone = (): boolean => matchMedia("(pointer: coarse)").matches;

/** Asks for a photo: from the files, and on a phone from its camera too. */
export function PhotoPicker({ pick }: { pick: (file: File) => void }) {
  const texts = useTexts();
  const file = useRef<HTMLInputElement>(null);
  const shot = useRef<HTMLInputElement>(null);
  const input = {
    type: "file",
    accept: "image/*,.heic,.heif",
    hidden: true,
    onChange: ({ currentTarget }: React.ChangeEvent<HTMLInputElement>) => {
      const chosen = currentTarget.files?.[0];
      // So that the same file can be chosen again.
      currentTarget.value = "";
      if (chosen) pick(chosen);
    },
  };
  return (
    <div className={style.picker}>
      <input ref={file} data-testid="photo" {...input} />
      <Button kind="plain" icon="photo" onClick={() => file.current?.click()}>
        {texts.upload.choose}
      </Button>
      {onPhone() && (
        <>
          <input ref={shot} capture="user" {...input} />
          <Button kind="underlined" onClick={() => shot.current?.click()}>
            {texts.upload.takePhoto}
          </Button>
        </>
      )}
      <span className={style.or}>{texts.upload.or}</span>
    </div>
  );
}
