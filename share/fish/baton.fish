# fish completion for baton: what can stand there, the program itself says.
function __baton_offers
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    type -q -- $program; or set program baton
    for line in ($program --complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':commands'
                __fish_complete_command
            case '*'
                echo -- $line
        end
    end
end
complete -c baton -f -a '(__baton_offers)'
