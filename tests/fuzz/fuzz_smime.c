/* Any bytes as a signed message, with a CA that has signed some of the corpus: whoever is named has an address, and is named only
 * without a doubt. */
#include "digest.h"
#include "fuzz.h"
#include "mail_smime.h"
#include "text.h"

/* of no use but here: its key was thrown away */
static const char cas[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIC+TCCAeGgAwIBAgIBZDANBgkqhkiG9w0BAQsFADAeMRwwGgYDVQQDDBNUZXN0\n"
                          "IGF1dGhvcml0eSBvdXJzMB4XDTI1MDEwMTAwMDAwMFoXDTMwMDEwMTAwMDAwMFow\n"
                          "HjEcMBoGA1UEAwwTVGVzdCBhdXRob3JpdHkgb3VyczCCASIwDQYJKoZIhvcNAQEB\n"
                          "BQADggEPADCCAQoCggEBAMeoFM5fhdyySVgAZB2YA2QmwosAq3pmlmuoAM7q5ine\n"
                          "NMSuLsV7f7D0jqOM3NB2AGse/fqawbmIoCvNvq0EZix4aVI1r9kRpS4MMYI2PXbe\n"
                          "Lg64q2k8TK0d6YOau3/+dCnzbHKVHuZzhtQsAIUkDIuNGj2FaQeDgFQNmJ3CetIS\n"
                          "H3s8bxzyaPiCr6BtQH1hX67iVF3x5zgnmzKLSyUNvpa0dpNSvVVWu3yZxt531uYs\n"
                          "6SzP5erSmIKgFA2I+uPkCLGAE0so1NJ0V8VXyHP7yRAGCZXUw3ZgZuNYvk/YAtVY\n"
                          "m4yeW/YtBy8rL9dUSMtb0wlTfEzRrd9uE7emc23dHEkCAwEAAaNCMEAwDwYDVR0T\n"
                          "AQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFPgzfm+n25LHaAD6\n"
                          "XIy0QZPfRaS3MA0GCSqGSIb3DQEBCwUAA4IBAQDEONtqVGWUEGPeJIJbflVn+tTY\n"
                          "jYCF9D3zDlQPbdTos4KJhE0UPn8U76J4oTqWasPOQ11Mxt71XbfzYfZ/XjXLjyBI\n"
                          "UpzbTijpuLc515EjZIEyxxS+F1DI6AsCki1sR/r291KdwK5Kgya+cHV6w1PQldQh\n"
                          "ITXriosOCM/sQVuCPuTlpR0GQTDeiSfGZBqPAGYm3QWX5MIo2ZDNpnlOQpDEr8IQ\n"
                          "zKL5e/JFFigo19+/IhOXa7YU39m34xOAH09dUY4Y4ftYvs14p8eOP479z81HkHic\n"
                          "uYQ2hspW3pl077JzbymRzZYYy/3SywlR7/jnyxmTkFUDaNjPAxeNRCedSzLI\n"
                          "-----END CERTIFICATE-----\n";

#define RECEIVED ((Instant)1773050400) /* 9 March 2026 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_labels();
    g_autoptr(MailRecord) record = mail_smime((const char *)data, size, cas, RECEIVED);
    fuzz_assert_text(record->signature);
    g_assert_true((*record->signer == '\0') == (*record->signature != '\0'));
    g_assert_true(*record->signer == '\0' || text_is_address(record->signer));
    g_assert_true((*record->signer == '\0') == (*record->signed_digest == '\0'));
    g_assert_true(*record->signer == '\0' || digest_is_hex(record->signed_digest));
    return 0;
}
