/* The builder of pages: whatever is put in, what comes out is well formed and says nothing else. */
#include "html.h"

#include <libxml/parser.h>
#include <string.h>

#include "page_frame.h"

typedef struct {
    const char *name, *text, *want;
} TextCase;

static const TextCase texts[] = {
    {"plain", "Stage Two", "Stage Two"},
    {"element", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"quotes", "\"a\" 'b' & c", "&quot;a&quot; &#39;b&#39; &amp; c"},
    {"entity", "&lt;b&gt;", "&amp;lt;b&amp;gt;"},
    {"controls", "a\001b\033[31mc\177d\r", "ab[31mcd"},
    {"lines", "a\n\tb", "a\n\tb"},
    {"line separator",
     "a\xe2\x80\xa8"
     "b",
     "a\nb"},
    {"bidi",
     "a\xe2\x80\xae"
     "b\xe2\x81\xa6"
     "c\xe2\x80\x8f"
     "d",
     "abcd"},
    {"soft hyphen and mark",
     "a\xc2\xad"
     "b\xef\xbb\xbf"
     "c",
     "abc"},
    {"invalid", "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd"},
    {"no character",
     "a\xef\xbf\xbe"
     "b",
     "a\xef\xbf\xbd"
     "b"},
    {"letters of the world", "Zoë Łukasz 明 \xe2\x80\x8d", "Zoë Łukasz 明 \xe2\x80\x8d"},
    {"end of CDATA", "]]>", "]]&gt;"},
    {"comment", "<!-- x --><!", "&lt;!-- x --&gt;&lt;!"},
};

static void test_text(gconstpointer data)
{
    const TextCase *c = data;
    Html *html = html_new();
    html_text(html, c->text);
    g_autofree char *said = g_string_free(html_finish(html), FALSE);
    g_assert_cmpstr(said, ==, c->want);
    html = html_new();
    html_put(html, "p", c->text, "title", c->text, NULL);
    g_autofree char *whole = g_string_free(html_finish(html), FALSE);
    g_autofree char *want = g_strdup_printf("<p title=\"%s\">%s</p>\n", c->want, c->want);
    g_assert_cmpstr(whole, ==, want);
    xmlDocPtr document = xmlReadMemory(whole, (int)strlen(whole), "page", "UTF-8", XML_PARSE_NONET);
    g_assert_nonnull(document);
    xmlFreeDoc(document);
}

static void test_elements(void)
{
    Html *html = html_new();
    html_open(html, "ul", "class", NULL, "id", "a", NULL);
    html_open(html, "li", NULL);
    html_textf(html, "%u <", 3u);
    html_void(html, "input", "type", "checkbox", "checked", "", "disabled", NULL, NULL);
    html_close(html, "li");
    html_close(html, "ul");
    html_lines(html, "one\ntwo\n\n\nthree\n");
    g_autofree char *said = g_string_free(html_finish(html), FALSE);
    g_assert_cmpstr(said, ==,
                    "<ul id=\"a\"><li>3 &lt;<input type=\"checkbox\" checked=\"\"/>\n</li>\n</ul>\n"
                    "<p dir=\"auto\">one<br/>\ntwo</p>\n<p dir=\"auto\">three</p>\n");
}

static void test_url(void)
{
    g_autofree char *url =
        html_url("/sent", "state", "a&b=c d", "to", NULL, "from", "", "n", "ü/?#", NULL);
    g_autofree char *bare = html_url("/case/HAV-26-0042-B", NULL);
    g_assert_cmpstr(url, ==, "/sent?state=a%26b%3Dc%20d&n=%C3%BC%2F%3F%23");
    g_assert_cmpstr(bare, ==, "/case/HAV-26-0042-B");
}

typedef struct {
    const char *name, *attribute, *value;
    gboolean good;
} AttributeCase;

static const AttributeCase attributes[] = {
    {"own address", "href", "/case/HAV-26-0042-B?x=1", TRUE},
    {"place in the page", "href", "#main", TRUE},
    {"script", "href", "javascript:alert(1)", FALSE},
    {"script in capitals", "href", "JavaScript:alert(1)", FALSE},
    {"another site", "href", "https://evil.example/", FALSE},
    {"another site without a scheme", "src", "//evil.example/", FALSE},
    {"another site with a backslash", "action", "/\\evil.example/", FALSE},
    {"another site with a tab", "href", "/\t/evil.example/", FALSE},
    {"another site with a line end", "href", "/\n/evil.example/", FALSE},
    {"another site with a control", "formaction", "/\001/evil.example/", FALSE},
    {"a backslash further on", "href", "/case\\..", FALSE},
    {"a tab before a query", "href", "\t?x=1", FALSE},
    {"a blank", "href", "/a b", FALSE},
    {"letters of the world", "href", "/\303\251", TRUE},
    {"empty address", "action", "", FALSE},
    {"data", "src", "data:text/html,x", FALSE},
    {"inline script", "onclick", "x()", FALSE},
    {"inline style", "style", "x", FALSE},
    {"a name that ends the element", "a><b", "x", FALSE},
};

static void test_attribute(gconstpointer data)
{
    const AttributeCase *c = data;
    if (!c->good)
        g_test_expect_message("casegate", G_LOG_LEVEL_CRITICAL, "html: '*' may not be '*'");
    Html *html = html_new();
    html_put(html, "a", "x", c->attribute, c->value, NULL);
    g_test_assert_expected_messages();
    g_autofree char *said = g_string_free(html_finish(html), FALSE);
    g_autofree char *want = c->good ? g_strdup_printf("<a %s=\"%s\">x</a>", c->attribute, c->value)
                                    : g_strdup("<a>x</a>");
    g_assert_cmpstr(said, ==, want);
}

static void test_wrong_nesting(void)
{
    Html *html = html_new();
    html_open(html, "div", NULL);
    html_open(html, "p", NULL);
    g_test_expect_message("casegate", G_LOG_LEVEL_CRITICAL, "html: 'div' is to be closed*");
    html_close(html, "div");
    g_test_expect_message("casegate", G_LOG_LEVEL_CRITICAL, "html: 'p' is not closed");
    g_autofree char *said = g_string_free(html_finish(html), FALSE);
    g_test_assert_expected_messages();
    g_assert_cmpstr(said, ==, "<div><p></p>\n</div>\n");
    g_test_expect_message("casegate", G_LOG_LEVEL_CRITICAL, "html: 'p' has content");
    html = html_new();
    html_void(html, "p", NULL);
    g_test_assert_expected_messages();
    html_free(html);
}

/* What pages load is there, says nothing of another site and is what the version says. */
static void test_material(void)
{
    static const char *const paths[] = {"/desk.css", "/desk.js", "/desk.svg", NULL};
    for (const char *const *path = paths; *path; path++) {
        const char *type = NULL;
        g_autoptr(GBytes) bytes = page_material(*path, &type);
        g_assert_nonnull(bytes);
        g_assert_nonnull(type);
        g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        g_assert_null(strstr(text, "https:"));
        g_assert_null(strstr(text, "url("));
        g_assert_null(strstr(text, "@import"));
        g_assert_null(strstr(text, "innerHTML"));
    }
    const char *type = NULL;
    g_assert_null(page_material("/desk.html", &type));
    g_assert_null(page_material("/../routing/site.yaml", &type));
}

/* Whatever bytes are put in, what comes out is one element with one text and one attribute, well formed. */
static void test_any_bytes(void)
{
    for (guint round = 0; round < 300; round++) {
        char bytes[65] = {0};
        for (guint i = 0; i < 64; i++) {
            static const char sharp[] = "<>&\"'/=!-[]\xc3\xe2\x80\xae\xef\xbf";
            int drawn = g_test_rand_int_range(1, 256);
            bytes[i] = drawn % 2 ? sharp[drawn % (int)(sizeof sharp - 1)] : (char)drawn;
        }
        Html *html = html_new();
        html_put(html, "p", bytes, "title", bytes, NULL);
        g_autofree char *page = g_string_free(html_finish(html), FALSE);
        xmlDocPtr document =
            xmlReadMemory(page, (int)strlen(page), "page", "UTF-8", XML_PARSE_NONET);
        g_assert_nonnull(document);
        xmlNodePtr root = xmlDocGetRootElement(document);
        g_assert_cmpuint(xmlChildElementCount(root), ==, 0);
        g_assert_nonnull(root->properties);
        g_assert_null(root->properties->next);
        xmlFreeDoc(document);
    }
}

/* The version at the foot of every page is that of the package. */
static void test_version(void)
{
    g_autofree char *log = NULL;
    g_assert_true(g_file_get_contents("debian/changelog", &log, NULL, NULL));
    g_auto(GStrv) words = g_strsplit_set(log, "()", 3);
    g_autofree char *shown = g_strconcat("Casegate ", words[1], " ", NULL);
    Ruleset rules = {.site = {.name = "A <partnership>", .zone = g_time_zone_new_utc()}};
    const View view = {.rules = &rules, .now = 1773050400};
    const PageFrame frame = {.view = &view, .title = "Sign <in>"};
    Html *html = page_begin(&frame);
    g_autofree char *page = g_string_free(page_end(html, &frame), FALSE);
    g_assert_nonnull(strstr(page, shown));
    g_assert_nonnull(
        strstr(page, "<title>Sign &lt;in&gt; – A &lt;partnership&gt; – Casegate</title>"));
    g_assert_null(strstr(page, "<nav"));
    g_assert_null(strstr(page, "Sign out"));
    g_time_zone_unref(rules.site.zone);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_strconcat("/html/text/", texts[i].name, NULL);
        g_test_add_data_func(path, &texts[i], test_text);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
        g_autofree char *path = g_strconcat("/html/attribute/", attributes[i].name, NULL);
        g_test_add_data_func(path, &attributes[i], test_attribute);
    }
    g_test_add_func("/html/elements", test_elements);
    g_test_add_func("/html/url", test_url);
    g_test_add_func("/html/wrong nesting", test_wrong_nesting);
    g_test_add_func("/html/material", test_material);
    g_test_add_func("/html/any bytes", test_any_bytes);
    g_test_add_func("/html/version", test_version);
    return g_test_run();
}
