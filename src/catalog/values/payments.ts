/** Values of payments. Meta sends none: read the payment, whose id is `detail.entryId`, from the Graph API. */
export interface PaymentValues {
  readonly actions: unknown;
  readonly disputes: unknown;
}
