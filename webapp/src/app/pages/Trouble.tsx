import { isApiError } from "@/api/error";
import { ButtonLink } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Waiting } from "@/components/Waiting";
import { addresses } from "@/lib/routes";
import { useTexts } from "@/texts/use";
import { errorInWords } from "@/texts/words";

type Props = { error: Error | null; waiting: string; gone: { title: string; text: string } };

/** In place of something that is not there: yet, any more, or just now. */
export function Trouble({ error, waiting, gone }: Props) {
  const texts = useTexts();
  if (!error) return <Waiting text={waiting} />;
  // The strip at the top goes on trying; when it succeeds, this is asked for again.
  if (isApiError(error) && error.unreachable) return <Waiting text={texts.connection.waiting} />;
  const missing = isApiError(error) && error.status === 404;
  const { title, text } = missing
    ? gone
    : {
        title: texts.errors.title,
        text: errorInWords(error, texts),
      };
  return (
    <Notice title={title} text={text} role="alert">
      <ButtonLink href={addresses.gallery}>{texts.nav.gallery}</ButtonLink>
      <ButtonLink kind="underlined" href={addresses.mirror}>
        {texts.portrait.newPortrait}
      </ButtonLink>
    </Notice>
  );
}
