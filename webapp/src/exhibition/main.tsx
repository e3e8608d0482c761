import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Exhibition } from "./Exhibition";
import { hearPresses } from "./presses";

import "@/styles/base.css";
import "./exhibition.css";

hearPresses();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Exhibition />
    </StrictMode>,
  );
