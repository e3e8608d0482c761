import { useMutation, useQueryClient } from "@tanstack/react-query";

import { call } from "./client";
import { forgotten } from "./checks";
import { tellOtherTabs } from "./tabs";

/** Deletes all that the studio keeps of this visitor, here and there; answers with what it was. */
export function useForgetMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call("/me", { method: "DELETE", check: forgotten }),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["works"] });
      client.removeQueries({ queryKey: ["portraits"] });
      client.removeQueries({ queryKey: ["morphs"] });
      tellOtherTabs();
    },
  });
}
