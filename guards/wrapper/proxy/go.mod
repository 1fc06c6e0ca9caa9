module kickoff/proxy

go 1.19
