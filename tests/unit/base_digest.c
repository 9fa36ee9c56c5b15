/* SHA-256 (FIPS 180-2), HMAC (RFC 4231) and base32 (RFC 4648) against published values. */
#include "digest.h"
#include <string.h>

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ABC_SHA256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void test_sha256(void)
{
    g_autofree char *empty = digest_of(NULL, 0);
    g_autofree char *abc = digest_of("abc", 3);
    g_assert_cmpstr(empty, ==, EMPTY_SHA256);
    g_assert_cmpstr(abc, ==, ABC_SHA256);
}

static void test_running(void)
{
    Digest *digest = digest_new();
    digest_update(digest, "a", 1);
    digest_update(digest, NULL, 0);
    digest_update(digest, "bc", 2);
    g_autofree char *abc = digest_finish(digest);
    g_autofree char *empty = digest_finish(digest_new());
    g_autoptr(Digest) unfinished = digest_new();
    digest_update(unfinished, "x", 1);
    g_assert_cmpstr(abc, ==, ABC_SHA256);
    g_assert_cmpstr(empty, ==, EMPTY_SHA256);
}

static void test_is_hex(void)
{
    static const char *const bad[] = {
        "",
        "abc",
        EMPTY_SHA256 "0",
        "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "../../../../../../../../../../../../../../../../../../etc/passwd/"};
    g_assert_true(digest_is_hex(EMPTY_SHA256));
    g_assert_false(digest_is_hex(NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(digest_is_hex(bad[i]));
}

/* The key of RFC 4231 case 1 filled up with zeros: HMAC pads short keys the same way. */
static void test_hmac(void)
{
    guint8 key[32] = {0}, mac[32];
    memset(key, 0x0b, 20);
    digest_hmac(key, "Hi There", 8, mac);
    static const guint8 want[32] = {0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53,
                                    0x5c, 0xa8, 0xaf, 0xce, 0xaf, 0x0b, 0xf1, 0x2b,
                                    0x88, 0x1d, 0xc2, 0x00, 0xc9, 0x83, 0x3d, 0xa7,
                                    0x26, 0xe9, 0x37, 0x6c, 0x2e, 0x32, 0xcf, 0xf7};
    g_assert_cmpmem(mac, sizeof mac, want, sizeof want);
}

static void test_random(void)
{
    guint8 one[16] = {0}, other[16] = {0}, same[16];
    digest_random(one, sizeof one);
    digest_random(other, sizeof other);
    memcpy(same, one, sizeof same);
    g_assert_true(digest_equal(one, same, sizeof one));
    g_assert_false(digest_equal(one, other, sizeof one));
    g_assert_true(digest_equal("ab", "ac", 1));
    g_assert_true(digest_equal(NULL, NULL, 0));
}

static void test_base32(void)
{
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "my"},
                                          {"fo", "mzxq"},
                                          {"foo", "mzxw6"},
                                          {"foob", "mzxw6yq"},
                                          {"fooba", "mzxw6ytb"},
                                          {"foobar", "mzxw6ytboi"}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = digest_base32((const guint8 *)rows[i][0], strlen(rows[i][0]));
        g_assert_cmpstr(got, ==, rows[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/digest/sha256", test_sha256);
    g_test_add_func("/digest/running", test_running);
    g_test_add_func("/digest/is-hex", test_is_hex);
    g_test_add_func("/digest/hmac", test_hmac);
    g_test_add_func("/digest/random", test_random);
    g_test_add_func("/digest/base32", test_base32);
    return g_test_run();
}
