/* els completion — lets the shell complete commands and options.
 *
 * A script is a table and a function of the shell that looks things up in it. Every subcommand
 * prints its own part of the table, from the options that its --help prints. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char bash_head[] = "# Completion of els for bash: source <(els completion bash)\n"
                                "_els_table() {\n"
                                "    cat <<'END'\n";
static const char bash_tail[] =
    "END\n"
    "}\n"
    "_els() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command kind name argument choices help names= value= allowed=\n"
    "    # --name=value comes as three words\n"
    "    [ \"$cur\" = = ] && cur=\n"
    "    [ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    while IFS='|' read -r command kind name argument choices help; do\n"
    "        if [ \"$kind\" = command ]; then\n"
    "            [ \"$COMP_CWORD\" = 1 ] && names+=\" $command\"\n"
    "        elif [ \"$COMP_CWORD\" != 1 ] && [ \"$command\" = \"${COMP_WORDS[1]}\" ]; then\n"
    "            names+=\" $name\"\n"
    "            [ \"$name\" = \"$prev\" ] && value=$argument && allowed=$choices\n"
    "        fi\n"
    "    done < <(_els_table)\n"
    "    COMPREPLY=()\n"
    "    if [ -n \"$allowed\" ]; then\n"
    "        COMPREPLY=($(compgen -W \"${allowed//,/ }\" -- \"$cur\"))\n"
    "    elif [ \"$value\" = DIR ]; then\n"
    "        compopt -o filenames\n"
    "        COMPREPLY=($(compgen -d -- \"$cur\"))\n"
    "    elif [[ $value == *FILE* ]]; then\n"
    "        compopt -o filenames\n"
    "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
    "    elif [ -z \"$value\" ]; then\n"
    "        [[ $cur == -* ]] || names=$(printf '%s\\n' $names | grep -v '^-')\n"
    "        COMPREPLY=($(compgen -W \"$names\" -- \"$cur\"))\n"
    "        [ \"${#COMPREPLY[@]}\" != 0 ] || compopt -o default\n"
    "    fi\n"
    "}\n"
    "complete -F _els els\n";
static const char zsh_head[] = "#compdef els\n"
                               "# Completion of els for zsh: source <(els completion zsh) behind "
                               "compinit, or as a file _els in fpath\n"
                               "_els_table() {\n"
                               "    cat <<'END'\n";
static const char zsh_tail[] =
    "END\n"
    "}\n"
    "_els() {\n"
    "    local cur=${words[CURRENT]} prev=${words[CURRENT - 1]}\n"
    "    local command kind name argument choices help value= allowed=\n"
    "    local -a names options\n"
    "    while IFS='|' read -r command kind name argument choices help; do\n"
    "        if [[ $kind == command ]]; then\n"
    "            (( CURRENT == 2 )) && names+=(\"$command:$help\")\n"
    "        elif (( CURRENT > 2 )) && [[ $command == ${words[2]} ]]; then\n"
    "            [[ $kind == word ]] && names+=($name) || options+=(\"$name:$help\")\n"
    "            [[ $name == $prev ]] && value=$argument allowed=$choices\n"
    "        fi\n"
    "    done < <(_els_table)\n"
    "    if [[ -n $allowed ]]; then\n"
    "        names=(${(s:,:)allowed})\n"
    "        _describe value names\n"
    "    elif [[ $value == DIR ]]; then\n"
    "        _files -/\n"
    "    elif [[ $value == *FILE* ]]; then\n"
    "        _files\n"
    "    elif [[ -z $value && $cur == -* ]]; then\n"
    "        _describe option options\n"
    "    elif [[ -z $value ]]; then\n"
    "        (( ${#names} )) && _describe command names || _files\n"
    "    fi\n"
    "}\n"
    "compdef _els els\n";

/* In a child, because `els serve` becomes another program. False when that cannot be had. */
static bool describe(const els_subcommand *command)
{
    char name[32], argument[] = ELS_CLI_DESCRIBE;
    int status = 0;
    snprintf(name, sizeof name, "%s", command->name);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        exit(command->run(2, (char *[]){name, argument, NULL}));
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static bool print_table(void)
{
    size_t n;
    bool good = true;
    const els_subcommand *commands = els_cli_commands(&n);
    for (size_t i = 0; i < n; i++)
        printf("%s|command||||%s\n", commands[i].name, commands[i].summary);
    for (size_t i = 0; i < n && good; i++)
        good = describe(&commands[i]);
    return good;
}

int els_cli_completion(int argc, char **argv)
{
    els_arena arena = {0};
    els_option_list words = {0};
    int code = els_cli_parse("completion bash|zsh", NULL, 0, NULL, argc, argv, &arena, &words);
    bool is_bash = code < 0 && words.n == 1 && els_str_eq(words.items[0], ELS_STR("bash"));
    bool is_zsh = code < 0 && words.n == 1 && els_str_eq(words.items[0], ELS_STR("zsh"));
    if (is_bash || is_zsh) {
        fputs(is_bash ? bash_head : zsh_head, stdout);
        bool good = print_table();
        fputs(is_bash ? bash_tail : zsh_tail, stdout);
        code = good && !ferror(stdout) ? ELS_EXIT_OK : ELS_EXIT_FAILED;
    } else if (code < 0) {
        els_cli_complain("completion: say bash or zsh (els completion --help)");
        code = ELS_EXIT_USAGE;
    }
    els_arena_fini(&arena);
    return code;
}
