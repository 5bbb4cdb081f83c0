// What a room of the management API is behind: a token, the scope that the method takes, and the audit log.
import type { Access } from '../policy/access.ts';
import { requireScope, type Scope } from '../policy/principal.ts';
import { loggedPath } from './logged-path.ts';
import { failureOf, problems } from './problem.ts';
import type { Answer } from './visit.ts';

/** By method; one that is not named takes `admin`. */
export type ScopeOf = Readonly<Record<string, Scope>>;

export type Managed = (answer: Answer, scopeOf?: ScopeOf) => Answer;

export function createManaged(access: Access): Managed {
  return (answer, scopeOf = {}) =>
    async (visit) => {
      const { request, target, client, tell } = visit;
      // Before anything of the request is looked at but its target and its token.
      const principal = await access(request.headers, client);
      const scope = scopeOf[request.method] ?? 'admin';
      const audit = (status: number) => {
        // Looking changes nothing, and would drown what does.
        if (scope === 'read') return;
        tell('audit', {
          who: principal.id,
          client: client(),
          method: request.method,
          path: loggedPath(target),
          status,
        });
      };
      try {
        requireScope(principal, scope);
        const response = await answer({ ...visit, realm: principal.prefix, who: principal.id });
        audit(response.status);
        return response;
      } catch (error) {
        audit(problems[failureOf(error).code].status);
        throw error;
      }
    };
}
