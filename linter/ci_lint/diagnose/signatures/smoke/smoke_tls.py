"""The certificate of the server is not accepted, so nothing was asked.

It has expired, is for another name, was made by an authority that the runner does not know (self-signed, a company's own), or the
server leaves out a certificate of the chain, which browsers forgive and curl does not. A proxy that looks into connections shows its own.

What it is not: a handshake that breaks off (`curl: (35)`), where no certificate was judged; a package manager, the container
engine, a module proxy or a webhook of a cluster that judges one.
"""

from ...signature import Clue, Signature, log_example
from ..requests import asked, ended

_JUDGED = (
    r"(?:unable to verify the first certificate|self[- ]signed certificate|unable to get (?:local )?issuer certificate"
    r"|certificate has expired|Hostname/IP does not match certificate's altnames)"
)
_X509 = r"\bx509: (?:certificate|cannot validate certificate)"

SIGNATURE = Signature(
    id="smoke-tls",
    summary="the TLS certificate is not accepted",
    why=__doc__,
    decisive=(
        asked("curl: (", r"\bcurl: \((?:51|60|77|83|90|91)\) "),
        asked("SSL certificate problem", r"\bunable to access '\S{1,400}': SSL certificate problem: "),
        asked("certificate verification failed", r"\bserver certificate verification failed\b"),
        asked("annot verify", r"\bERROR: cannot verify \S{1,253} certificate\b"),
        asked(
            "ERROR: ", r"\bERROR: The certificate of \S{1,253} (?:is not trusted|has expired|hasn't got a known issuer)"
        ),
        asked("CERTIFICATE_VERIFY_FAILED", r"\bCERTIFICATE_VERIFY_FAILED\b"),
        asked("certificate", rf"(?:\bError: |reason: |\[cause\]: .{{0,40}}){_JUDGED}"),
        asked("x509", rf"\b(?:Get|Post|Put|Head|Delete|Patch) \\?\"?https://.{{1,400}}{_X509}"),
        asked("x509", rf"^(?!.*\bhttps://).*{_X509}", unless=r"(?i:docker|buildx|kube|helm|registry|\bpods?\b|\bgo: )"),
        asked("remote certificate", r"\b[Tt]he remote certificate (?:is|was) (?:invalid|rejected)\b"),
        asked("ERR_CERT_", r"\bnet::ERR_CERT_[A-Z_]{1,40}\b"),
        asked(
            "PKIX path",
            r"\bSSLHandshakeException: .{0,80}PKIX path (?:building|validation) failed",
            unless=r"Could not (?:resolve|GET|transfer)",
        ),
        ended(60),
    ),
    supporting=(
        Clue("exit code 60", r"\bexit code 60\b"),
        Clue("failed to verify the legitimacy", r"\bcurl failed to verify the legitimacy of the server\b"),
        Clue("not be established", r"\bThe SSL connection could not be established\b"),
    ),
    cure=(
        "look at what the server shows: openssl s_client -connect HOST:443 -servername HOST -showcerts",
        "renew the certificate, let the server send the whole chain, or ask it by a name that is in the certificate",
        "for an authority of your own add its certificate: curl --cacert, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE",
        "do not switch the check off (-k, verify=False): a smoke test is to notice this before users do",
    ),
    references=("https://curl.se/docs/sslcerts.html",),
    examples=(
        log_example(
            """
            Run curl --fail https://staging.example.com/health
            curl: (60) SSL certificate problem: certificate has expired  # <--
            More details here: https://curl.se/docs/sslcerts.html
            ##[error]Process completed with exit code 60.  # <--
            """,
            near=(
                """
                curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to staging.example.com:443
                ##[error]Process completed with exit code 35.
                """,
                """
                npm error code SELF_SIGNED_CERT_IN_CHAIN
                npm error request to https://registry.npmjs.org/left-pad failed, reason: self-signed certificate in certificate chain
                """,
                """
                Error response from daemon: Get "https://registry.example.com/v2/": x509: certificate signed by unknown authority
                Error: failed calling webhook "x.example.com": Post "https://x.svc:443/mutate?timeout=10s": x509: certificate signed by unknown authority
                Unable to connect to the server: x509: certificate signed by unknown authority
                """,
                """
                *  SSL certificate verify ok.
                ok 3 - rejects a self-signed certificate
                """,
            ),
        ),
        log_example(
            """
            curl: (60) SSL: no alternative certificate subject name matches target host name 'staging.example.com'  # <--
            """,
        ),
        log_example(
            """
            requests.exceptions.SSLError: HTTPSConnectionPool(host='staging.example.com', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1000)')))  # <--
            """,
        ),
        log_example(
            """
            Get "https://staging.example.com/items": tls: failed to verify certificate: x509: certificate is valid for example.com, not staging.example.com  # <--
            fatal: unable to access 'https://git.example.com/shop/shop.git/': SSL certificate problem: self-signed certificate  # <--
            Error: unable to verify the first certificate  # <--
            Error: page.goto: net::ERR_CERT_DATE_INVALID at https://staging.example.com/  # <--
            ERROR: cannot verify staging.example.com's certificate, issued by 'CN=Example':  # <--
            """,
        ),
        log_example(
            """
            System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.
             ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid  # <--
            """,
        ),
    ),
)
