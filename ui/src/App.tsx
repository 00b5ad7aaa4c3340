import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Toasts } from "./components/Toasts";
import type { makeRouter } from "./router";

export function App({
  queries,
  router,
}: {
  queries: QueryClient;
  router: ReturnType<typeof makeRouter>;
}): ReactNode {
  return (
    <QueryClientProvider client={queries}>
      <Toasts>
        <RouterProvider router={router} />
      </Toasts>
    </QueryClientProvider>
  );
}
