import { useEffect, useState } from "react";

import { onAnnouncement } from "@/lib/announce";

/** Where announcements are put, for a screen reader to read out. */
export function Announcer() {
  const [words, setWords] = useState("");
  useEffect(() => onAnnouncement(setWords), []);
  return (
    <div className="unseen" role="status" aria-live="polite" data-testid="announcements">
      {words}
    </div>
  );
}
