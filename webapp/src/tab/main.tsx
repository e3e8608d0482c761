import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Tab } from "./Tab";

import "@/styles/base.css";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Tab />
    </StrictMode>,
  );
