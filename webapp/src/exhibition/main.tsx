import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Exhibition } from "./Exhibition";

import "@/styles/base.css";
import "./exhibition.css";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Exhibition />
    </StrictMode>,
  );
