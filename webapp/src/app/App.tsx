import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { onOtherTabs } from "@/api/tabs";
import { Announcer } from "@/components/Announcer";
import { Connection } from "@/features/connection/Connection";
import { DropAnywhere } from "@/features/upload/DropAnywhere";
import { offerFile } from "@/lib/offered";
import { useAddress } from "@/lib/router";
import { routeOf } from "@/lib/routes";
import { SpokenContext, TEXTS } from "@/texts/use";

import { Commissions } from "./Commissions";
import { Faults } from "./Faults";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Page } from "./Page";
import { useLanguage } from "./use-language";
import { useTheme } from "./use-theme";

function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The server may be on this machine, and then no network is needed. Whether it answers is
      // watched in one place, which has everything asked anew when it does.
      queries: { networkMode: "always", retry: false, staleTime: 5_000 },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

export function App() {
  const [client] = useState(newClient);
  const spoken = useLanguage();
  const theme = useTheme();
  const address = useAddress();

  useEffect(() => onOtherTabs(() => void client.invalidateQueries()), [client]);

  return (
    <QueryClientProvider client={client}>
      <SpokenContext value={{ ...spoken, texts: TEXTS[spoken.language] }}>
        <Commissions>
          <a className="unseen" href="#content">
            {TEXTS[spoken.language].nav.skip}
          </a>
          <Connection />
          <Header />
          <Faults key={address}>
            <Page key={address} route={routeOf(address)} />
          </Faults>
          <DropAnywhere pick={offerFile} />
          <Footer theme={theme} />
          <Announcer />
        </Commissions>
      </SpokenContext>
    </QueryClientProvider>
  );
}
