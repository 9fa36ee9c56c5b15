/* page_frame: the outside of every page.
 *
 * No style and no script stand in a page, and nothing is loaded from anywhere but this site: what the
 * pages' look and the little script are is compiled in (desk_material). Without the script every page
 * works; the script only fetches `data-refresh` again and puts the new <main> in the old one's place.
 *
 * A title names the page, never a child. Fails on nothing. */
#include "page_frame.h"

#include <gio/gio.h>

#include "words.h"

#define PAGE_VERSION "0.1" /* of debian/changelog; a test compares them */
#define MATERIAL "/casegate/desk"

static void write_head(Html *html, const PageFrame *frame)
{
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_open(html, "title", NULL);
    html_textf(html, "%s%s – %s – Casegate", frame->faulty ? "Error: " : "", frame->title,
               frame->view->rules->site.name);
    html_close(html, "title");
    html_void(html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1",
              NULL);
    html_void(html, "meta", "name", "color-scheme", "content", "light dark", NULL);
    html_void(html, "meta", "name", "referrer", "content", "no-referrer", NULL);
    html_void(html, "meta", "name", "robots", "content", "noindex", NULL);
    html_void(html, "link", "rel", "icon", "type", "image/svg+xml", "href", "/desk.svg", NULL);
    html_void(html, "link", "rel", "stylesheet", "href", "/desk.css", NULL);
    html_put(html, "script", "", "src", "/desk.js", "defer", "", NULL);
    html_close(html, "head");
}

static void write_account(Html *html, const PageFrame *frame)
{
    html_open(html, "div", "class", "account", NULL);
    html_open(html, "span", NULL);
    html_textf(html, "Signed in: %s%s%s", frame->who, frame->standing ? ", " : "",
               frame->standing ? frame->standing : "");
    html_close(html, "span");
    if (frame->token) {
        html_open(html, "form", "method", "post", "action", "/sign-out", NULL);
        html_void(html, "input", "type", "hidden", "name", "token", "value", frame->token, NULL);
        html_put(html, "button", "Sign out", "type", "submit", "class", "quiet", NULL);
        html_close(html, "form");
    }
    html_close(html, "div");
}

static void write_banner(Html *html, const PageFrame *frame)
{
    html_open(html, "header", "class", "banner", NULL);
    html_open(html, "div", "class", "width", NULL);
    html_open(html, "p", "class", "site", NULL);
    html_put(html, "a", frame->view->rules->site.name, "href", "/", NULL);
    html_close(html, "p");
    if (frame->who)
        write_account(html, frame);
    html_close(html, "div");
    html_close(html, "header");
}

static void write_navigation(Html *html, const PageFrame *frame)
{
    if (!frame->who || !frame->links)
        return;
    html_open(html, "nav", "class", "pages", "aria-label", "Pages", NULL);
    html_open(html, "ul", "class", "width", NULL);
    for (const PageLink *link = frame->links; link->path; link++) {
        gboolean here = g_strcmp0(link->path, frame->here) == 0;
        html_open(html, "li", NULL);
        html_open(html, "a", "href", link->path, "aria-current", here ? "page" : NULL, NULL);
        html_text(html, link->words);
        if (link->count > 0)
            html_textf(html, " (%u)", link->count);
        html_close(html, "a");
        html_close(html, "li");
    }
    html_close(html, "ul");
    html_close(html, "nav");
}

Html *page_begin(const PageFrame *frame)
{
    Html *html = html_new_document();
    html_open(html, "html", "lang", "en-GB", NULL);
    write_head(html, frame);
    html_open(html, "body", NULL);
    html_put(html, "a", "Skip to the main part", "class", "skip", "href", "#main", NULL);
    write_banner(html, frame);
    write_navigation(html, frame);
    html_put(html, "div", "", "id", "news", "class", "width", "role", "status", NULL);
    html_open(html, "main", "id", "main", "class", "width", "tabindex", "-1", "data-refresh",
              frame->refresh, NULL);
    if (!frame->bare)
        html_put(html, "h1", frame->title, NULL);
    return html;
}

GString *page_end(Html *html, const PageFrame *frame)
{
    g_autofree char *now = words_instant(frame->view, frame->view->now);
    html_close(html, "main");
    html_open(html, "footer", "class", "width", NULL);
    html_open(html, "p", NULL);
    html_textf(html,
               "Casegate %s · as at %s. This desk records, routes and reminds; it does not decide "
               "who is right, and it is not a referral to children's social care.",
               PAGE_VERSION, now);
    html_close(html, "p");
    html_close(html, "footer");
    html_close(html, "body");
    html_close(html, "html");
    return html_finish(html);
}

GBytes *page_material(const char *path, const char **type_out)
{
    static const struct {
        const char *path, *type;
    } files[] = {
        {"/desk.css", "text/css; charset=utf-8"},
        {"/desk.js", "text/javascript; charset=utf-8"},
        {"/desk.svg", "image/svg+xml"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *name = g_strconcat(MATERIAL, path, NULL);
        if (g_strcmp0(files[i].path, path) != 0)
            continue;
        *type_out = files[i].type;
        return g_resources_lookup_data(name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    }
    return NULL;
}
