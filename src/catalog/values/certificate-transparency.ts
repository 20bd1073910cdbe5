/** Values of Certificate Transparency events. Meta usually sends only the name of the field. */
export interface CertificateTransparencyValues {
  readonly certificate: unknown;
  readonly phishing: unknown;
}
