import type { Credentials } from '../credentials.ts';
import type { Http } from '../http/http.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { Signer } from '../openpgp/signer.ts';
import type { RenderReStructuredText } from '../preflight/description-rules.ts';
import type { ReleaseReporter } from './reporter.ts';

/** What a release needs of the world around it; built once per command from settings. */
export interface ReleaseServices {
  readonly http: Http;
  readonly credentials: Credentials | null;
  /** Chooses the author's key and connects to its holder; asks for no passphrase yet. */
  readonly openSigner: () => Promise<Signer>;
  /** The public key of whoever made a signature, by fingerprint or key id; null when nobody has it. */
  readonly findCertificate: (issuer: string) => Promise<Certificate | null>;
  /** As PyPI does it. */
  readonly renderReStructuredText: RenderReStructuredText;
  readonly report: ReleaseReporter;
}
