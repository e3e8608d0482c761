import { Component, type ReactNode } from "react";

import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { Screen } from "@/components/Screen";
import { useTexts } from "@/texts/use";

/** Catches a fault of the page itself, so that the way to everything else stays. */
export class Faults extends Component<{ children: ReactNode }, { fault: boolean }> {
  override state = { fault: false };

  static getDerivedStateFromError() {
    return { fault: true };
  }

  override render() {
    return this.state.fault ? <Fault /> : this.props.children;
  }
}

function Fault() {
  const { errors } = useTexts();
  return (
    <Screen title={errors.title}>
      <Notice title={errors.title} text={errors.page} role="alert">
        <Button onClick={() => location.reload()}>{errors.reload}</Button>
      </Notice>
    </Screen>
  );
}
