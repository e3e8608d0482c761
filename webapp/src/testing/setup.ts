import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

import { tellAnswering, tellLetIn } from "@/api/reach";

beforeEach(() => {
  if (typeof localStorage === "undefined") return;
  localStorage.clear();
  tellAnswering(true);
  tellLetIn(true);
  history.replaceState(null, "", "/");
});

afterEach(cleanup);
