/**
 * @file An authenticator in software, for tests: an ES256 key that answers as WebAuthn level 3 says (sections 6.1 and 6.5), with attestation `none`.
 */
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();

export interface Ways {
  /** Where it is asked from. */
  origin: string;
  /** The site that its key is for. */
  rpId: string;
  /** Whether it knows its owner, by a finger or a PIN. */
  verified?: boolean;
}

export class Authenticator {
  readonly id = randomBytes(16);
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
  });
  #counter = 0;
  #owner = "";

  /** Answers `navigator.credentials.create`. */
  create(options: { challenge: string; user: { id: string } }, ways: Ways) {
    this.#owner = options.user.id;
    const { x, y } = this.#keys.publicKey.export({ format: "jwk" });
    // COSE_Key of RFC 9052: kty EC2, alg ES256, crv P-256.
    const key = Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x!, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y!, "base64url"),
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, key]);
    const data = Buffer.concat([this.#data(ways, 0x40), credential]);
    // {"fmt": "none", "attStmt": {}, "authData": bytes}
    const attestation = Buffer.concat([
      Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
      Buffer.from([data.length]),
      data,
    ]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: client("webauthn.create", options.challenge, ways.origin),
        attestationObject: base64(attestation),
        transports: ["internal"],
      },
    };
  }

  /** Answers `navigator.credentials.get`. */
  get(options: { challenge: string }, ways: Ways) {
    this.#counter++;
    const data = this.#data(ways, 0);
    const clientDataJSON = client("webauthn.get", options.challenge, ways.origin);
    const signature = createSign("sha256")
      .update(Buffer.concat([data, sha256(Buffer.from(clientDataJSON, "base64url"))]))
      .sign(this.#keys.privateKey);
    return {
      ...this.#named(),
      response: {
        clientDataJSON,
        authenticatorData: base64(data),
        signature: base64(signature),
        userHandle: this.#owner,
      },
    };
  }

  #named() {
    const id = base64(this.id);
    return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {} };
  }

  /** The authenticator data: the site's hash, flags (present, verified, and what is given), the counter. */
  #data({ rpId, verified = true }: Ways, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([sha256(rpId), Buffer.from([0x01 | (verified ? 0x04 : 0) | flags]), counter]);
  }
}

function client(type: string, challenge: string, origin: string): string {
  return base64(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
