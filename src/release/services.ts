import type { Credentials } from '../credentials/credentials.ts';
import type { Http } from '../http/http.ts';
import type { Patience } from '../indexes/patience.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import type { Signer } from '../openpgp/signer.ts';
import type { RenderReStructuredText } from '../preflight/description-rules.ts';
import type { ReleaseReporter } from './reporter.ts';

/** What a release needs of the world around it; built once per command from settings. */
export interface ReleaseServices {
  readonly http: Http;
  readonly credentials: Credentials | null;
  /** Chooses the author's key and connects to its holder; asks for no passphrase before `ready` is fulfilled. */
  readonly openSigner: (ready: Promise<unknown>) => Promise<Signer>;
  /** The public key of whoever made a signature, by fingerprint or key id; null when nobody has it. */
  readonly findCertificate: (issuer: string) => Promise<Certificate | null>;
  /** With an index that fails in ways that pass. */
  readonly patience: Patience;
  /** Aborted when a person wants to leave: what is on its way is broken off, and nothing more is begun. */
  readonly stopping: AbortSignal;
  /** As PyPI does it. */
  readonly renderReStructuredText: RenderReStructuredText;
  readonly report: ReleaseReporter;
}
