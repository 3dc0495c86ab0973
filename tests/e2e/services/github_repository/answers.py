"""What the API answers to a request of the right shape."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from .objects import Missing, Objects
from .pull_requests import PullRequests
from .routes import Route, Wrong, check_entry
from .tokens import Token

NO_ACCESS = "Resource not accessible by integration"
Reply = tuple[int, Any]


@dataclass
class Answers:
    """The state of one repository, and what requests make of it."""

    objects: Objects
    pulls: PullRequests
    owner: str
    fork: bool = False
    archived: bool = False
    tree_instead: str = ""
    """What is said to be the tree that was made, if it shall be another one."""

    def reply(self, taken: Route, parts: dict[str, str], query: dict[str, str], sent: Any, token: Token) -> Reply:
        """Status and document; raises Wrong where the content is impossible."""
        method = getattr(self, taken.operation.replace("-", "_"))
        reply: Reply = method(parts=parts, query=query, sent=sent, token=token)
        return reply

    def repository(self, **_: Any) -> Reply:
        return 200, {"full_name": f"{self.owner}/app", "fork": self.fork, "archived": self.archived}

    def compare(self, parts: dict[str, str], **_: Any) -> Reply:
        try:
            base = self.objects.head(parts["base"])
            return 200, {"status": self.objects.comparison(base, parts["head"])}
        except Missing:
            return 404, {"message": "Not Found"}

    def ref(self, parts: dict[str, str], **_: Any) -> Reply:
        try:
            sha = self.objects.head(parts["branch"])
        except Missing:
            return 404, {"message": "Not Found"}
        return 200, {"ref": f"refs/heads/{parts['branch']}", "object": {"type": "commit", "sha": sha}}

    def commit(self, parts: dict[str, str], **_: Any) -> Reply:
        return 200, self.objects.commit(parts["sha"])

    def listed(self, query: dict[str, str], **_: Any) -> Reply:
        owner, colon, head = query["head"].partition(":")
        if owner != self.owner or not colon or not head:
            raise Wrong("head is owner:branch")
        return 200, self.pulls.listed(query.get("state", "open"), head, query["base"])

    def new_blob(self, sent: Any, **_: Any) -> Reply:
        if sent["encoding"] != "base64":
            raise Wrong("only base64 is served here")
        content = base64.b64decode(sent["content"], validate=True)
        sha = self.objects.git("hash-object", "-w", "--stdin", stdin=content)
        return 201, {"sha": sha}

    def new_tree(self, sent: Any, token: Token, **_: Any) -> Reply:
        for entry in sent["tree"]:
            check_entry(entry)
            if entry["path"].startswith(".github/workflows/") and not token.may("workflows"):
                # GitHub says no more than this, and to classic tokens even less.
                return (404, {"message": "Not Found"}) if token.scopes is not None else (403, {"message": NO_ACCESS})
            if entry["sha"] and entry["type"] == "blob":
                self.objects.git("cat-file", "-e", entry["sha"])
        index = self.objects.path / f"index-{secrets.token_hex(4)}"
        made = self.objects.tree(sent["base_tree"], sent["tree"], index)
        return 201, {"sha": self.tree_instead or made}

    def new_commit(self, sent: Any, token: Token, **_: Any) -> Reply:
        parents = [word for sha in sent["parents"] for word in ("-p", sha)]
        sha = self.objects.git("commit-tree", *parents, sent["tree"], stdin=sent["message"].encode())
        reason = "valid" if token.of_app else "unsigned"
        return 201, {**self.objects.commit(sha), "verification": {"verified": token.of_app, "reason": reason}}

    def new_ref(self, sent: Any, token: Token, **_: Any) -> Reply:
        branch = sent["ref"].removeprefix("refs/heads/")
        if branch == sent["ref"]:
            raise Wrong("a ref starts with refs/heads/")
        if self.ref(parts={"branch": branch})[0] == 200:
            return 422, {"message": "Reference already exists"}
        return self._point(branch, sent["sha"], token, 201)

    def move_ref(self, parts: dict[str, str], sent: Any, token: Token, **_: Any) -> Reply:
        if self.ref(parts=parts)[0] != 200:
            return 422, {"message": "Reference does not exist"}
        return self._point(parts["branch"], sent["sha"], token, 200)

    def _point(self, branch: str, sha: str, token: Token, status: int) -> Reply:
        if self.objects.workflows(sha) and not token.may("workflows"):
            return 403, {"message": NO_ACCESS}
        self.objects.git("update-ref", f"refs/heads/{branch}", sha)
        return status, {"ref": f"refs/heads/{branch}", "object": {"sha": sha}}

    def delete_ref(self, parts: dict[str, str], **_: Any) -> Reply:
        if self.ref(parts=parts)[0] != 200:
            return 422, {"message": "Reference does not exist"}
        self.objects.git("update-ref", "-d", f"refs/heads/{parts['branch']}")
        return 204, None

    def new_pull(self, sent: Any, token: Token, **_: Any) -> Reply:
        if not token.may_open:
            return 403, {"message": "GitHub Actions is not permitted to create or approve pull requests."}
        if self.pulls.listed("open", sent["head"], sent["base"]):
            return 422, {"message": "Validation Failed", "errors": [{"message": "A pull request already exists"}]}
        base, head = self.objects.head(sent["base"]), self.objects.head(sent["head"])
        if self.objects.comparison(base, head) in ("identical", "behind"):
            return 422, {"message": "Validation Failed", "errors": [{"message": "No commits between them"}]}
        return 201, self.pulls.create(sent)

    def edit_pull(self, parts: dict[str, str], sent: Any, **_: Any) -> Reply:
        one = self.pulls.all[int(parts["number"]) - 1]
        one.update(sent)
        return 200, one

    def labels(self, parts: dict[str, str], sent: Any, **_: Any) -> Reply:
        one = self.pulls.all[int(parts["number"]) - 1]
        one["labels"] += sent["labels"]
        return 200, one["labels"]
