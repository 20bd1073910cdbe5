/** Meta sends no values: fetch the payment, whose id is `detail.entryId`. */
export interface PaymentValues {
  readonly actions: unknown;
  readonly disputes: unknown;
}
