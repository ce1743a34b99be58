import { log } from "dandori"; log("段取り" as string);
