import { GRPC, matches, type WrittenRoute } from './model.ts';

/** `SetServingStatus("readiness", …SERVING)` in the libraries of Go, Python, Node.js, Java, Rust and C#. */
const STATUS =
  /\b(?:SetServingStatus|[sS]etStatus|set_status|set_service_status|health\w*\.set)\(\s*["']([\w.-]+)["']\s*,[^;\n]{0,200}SERVING/gi;

/** The services whose state a source file sets by gRPC's health protocol. */
export function grpcServicesIn(source: string): WrittenRoute[] {
  const names = new Set(matches(source, STATUS).map(([, name]) => name!));
  return [...names].map((name) => ({ on: GRPC, path: `/${name}`, handler: '', block: '', guards: [] }));
}
