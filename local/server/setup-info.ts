import { DASHBOARD_STEPS, type DashboardSteps } from '../meta/dashboard-steps.ts';

/** What the page says about setting the app up. */
export interface SetupInfo {
  readonly callbackUrl: string;
  /** Callback URL behind the tunnel, if one runs. */
  readonly publicCallbackUrl?: string;
  readonly verifyToken: string;
  /** Port to tunnel. It serves the callback URL and nothing else. */
  readonly tunnelPort: number;
  /** Where each event is posted, with `--forward`. */
  readonly forwardUrl?: string;
  readonly products: readonly DashboardSteps[];
}

/** Options of {@link describeSetup}. */
export type SetupFacts = Omit<SetupInfo, 'products'>;

/** Adds what to click in the App Dashboard. */
export function describeSetup(facts: SetupFacts): SetupInfo {
  return { ...facts, products: DASHBOARD_STEPS };
}
