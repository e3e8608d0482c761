/** A studio of its own for a test: `vaha serve` or `vaha exhibit` on a free port, with a data folder that is thrown away. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HERE = import.meta.dirname;
export const PYTHON = process.env.VAHA_PYTHON ?? "python3";
export const SOURCE = process.env.VAHA_SOURCE ?? resolve(HERE, "../../src");
const START_MS = 120_000;

export class Studio {
  readonly url: string;
  private readonly port: number;
  private readonly home: string;
  private readonly command: string;
  private readonly options: string[];
  private process: ChildProcess | null = null;

  private constructor(port: number, home: string, command: string, options: string[]) {
    this.port = port;
    this.home = home;
    this.command = command;
    this.options = options;
    this.url = `http://127.0.0.1:${port}`;
  }

  static start(...options: string[]): Promise<Studio> {
    return Studio.begin("serve", options);
  }

  /** The exhibition with these settings, as its TOML file says them. */
  static async exhibit(settings: string, ...options: string[]): Promise<Studio> {
    const file = join(await mkdtemp(join(tmpdir(), "vaha-e2e-")), "exhibition.toml");
    // Several exhibitions run on this machine at once: each keeper's page takes any free port.
    const keeper = settings.includes("[keeper]") ? "" : "\n[keeper]\nport = 0\n";
    await writeFile(file, settings + keeper);
    return Studio.begin("exhibit", [file, ...options]);
  }

  private static async begin(command: string, options: string[]): Promise<Studio> {
    const home = await mkdtemp(join(tmpdir(), "vaha-e2e-"));
    const studio = new Studio(await freePort(), home, command, options);
    await studio.serve();
    return studio;
  }

  /** Starts serving, also again after `kill`, with the same data and address. */
  async serve(): Promise<void> {
    const said: string[] = [];
    const started = spawn(
      PYTHON,
      ["-m", "vaha", this.command, "--no-browser", "--port", String(this.port), ...this.options],
      { env: { ...process.env, PYTHONPATH: SOURCE, VAHA_HOME: this.home }, stdio: "pipe" },
    );
    started.stdout.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    started.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    this.process = started;
    const deadline = Date.now() + START_MS;
    while (!(await answers(`${this.url}/healthz`))) {
      if (started.exitCode !== null || Date.now() > deadline)
        throw new Error(`vaha ${this.command} did not start:\n${said.join("")}`);
      await sleep(150);
    }
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const ended = this.process;
    this.process = null;
    if (ended?.exitCode !== null) return;
    const gone = new Promise((done) => ended.once("exit", done));
    ended.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.home, { recursive: true, force: true });
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? found(address.port) : failed(new Error("no port")),
      );
    });
  });
}
