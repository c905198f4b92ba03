/* els-test-json — checks of JSON on stdin for the scenarios.
 *
 *   document              the path of every member, one per line; fails unless stdin is exactly one
 *                         document
 *   lines TYPE            the same for the messages of TYPE in what a --tap has recorded
 *   within PATH NUMBER    whether the interval [low, high] at PATH holds the number
 *
 * A path is "a.b"; members of an array's objects are "a[].b". */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void print_members(const json_t *value, const char *path)
{
    const char *key;
    json_t *inner;
    size_t i;
    char longer[1024];
    if (json_is_array(value)) {
        snprintf(longer, sizeof longer, "%s[]", path);
        json_array_foreach(value, i, inner) print_members(inner, longer);
        return;
    }
    json_object_foreach((json_t *)value, key, inner)
    {
        snprintf(longer, sizeof longer, "%s%s%s", path, *path ? "." : "", key);
        puts(longer);
        print_members(inner, longer);
    }
}

static const json_t *member(const json_t *root, const char *path)
{
    char copy[1024], *rest = copy, *key;
    snprintf(copy, sizeof copy, "%s", path);
    while (root && (key = strsep(&rest, ".")))
        root = json_object_get(root, key);
    return root;
}

static int print_lines(const char *type)
{
    char *line = NULL;
    size_t size = 0;
    int found = 0;
    while (getline(&line, &size, stdin) > 0) {
        json_t *entry = json_loads(line, JSON_DECODE_INT_AS_REAL, NULL); /* 64 unsigned bits */
        const char *its = json_string_value(member(entry, "message.type"));
        if (its && strcmp(its, type) == 0) {
            print_members(member(entry, "message.body"), "");
            found = 1;
        }
        json_decref(entry);
    }
    free(line);
    return !found;
}

static int check_document(int argc, char **argv)
{
    json_error_t error;
    json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
    int code = 0;
    if (!root) {
        fprintf(stderr, "line %d: %s\n", error.line, error.text);
        return 1;
    }
    if (argc == 2) {
        print_members(root, "");
    } else {
        const json_t *interval = member(root, argv[2]);
        const json_t *low = json_array_get(interval, 0), *high = json_array_get(interval, 1);
        double number = atof(argv[3]);
        code = !(json_is_number(low) && json_is_number(high) && json_number_value(low) <= number &&
                 number <= json_number_value(high));
    }
    json_decref(root);
    return code;
}

int main(int argc, char **argv)
{
    if ((argc == 2 && strcmp(argv[1], "document") == 0) ||
        (argc == 4 && strcmp(argv[1], "within") == 0))
        return check_document(argc, argv);
    if (argc == 3 && strcmp(argv[1], "lines") == 0)
        return print_lines(argv[2]);
    fprintf(stderr, "usage: els-test-json document | lines TYPE | within PATH NUMBER\n");
    return 2;
}
